using System.Runtime.CompilerServices;

// Every native signature is blittable or marshalled by generated code, so a C `bool` stays one byte.
[assembly: DisableRuntimeMarshalling]
