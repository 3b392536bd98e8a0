using System.Runtime.CompilerServices;

// Every native signature is blittable or marshalled by generated code.
[assembly: DisableRuntimeMarshalling]
