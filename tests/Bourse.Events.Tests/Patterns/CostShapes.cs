using System.Globalization;

namespace Bourse.Events.Tests.Patterns;

/// <summary>Events of the shapes that event ruler's cost scenarios are about.</summary>
internal static class CostShapes
{
    public static string Make(string generator, int size) => generator switch
    {
        "primArrayPlusScalar" => Object(("d", Object(("tags", Texts("t", size)), ("type", "\"x\"")))),
        "primArrayOnly" => Object(("d", Object(("tags", Texts("t", size))))),
        "objArrayBothFields" => Object(("d", Array(size, at => Object(("a", Number(at)), ("b", Number(at)))))),
        "objArrayLastValid" => Object(("d", Array(size, at => at == size - 1 ? Object(("a", "1"), ("b", "2")) : Object(("a", "1"))))),
        "objArrayAllPartial" => Object(("d", Array(size, at => Object((at % 2 == 0 ? "a" : "b", "1"))))),
        "customerLike" => Object(("detail", Object(
            ("data", Object(("name", Texts("n", size)), ("domains", "[]"), ("type", "\"GROUP\""))),
            ("context", Object(("companyId", "1"), ("userId", "2"), ("email", "\"a@x\"")))))),
        "primInsideObjArray" => Object(("detail", $"[{Object(("data", NameAndType(size)))},{Object(("data", "{}"))}]")),
        "noObjArrayLargePrim" => Object(("detail", Object(("data", NameAndType(size))))),
        "nested2Level" => Object(("a", Array(size, _ => Object(("b", Array(10, at => Object(("x", Number(at)), ("y", "1")))))))),
        "deepNestedPrim" => Object(("a", Array(3, _ => Object(("b", Object(("tags", Texts("t", size)), ("type", "\"x\""))))))),
        "wideRulePrimArray" => Object(("d", Object(("a", Texts("a", size)), ("b", "\"x\""), ("c", "\"y\"")))),
        "twoPrimArrays" => Object(("tags", Texts("t", size)), ("cats", Texts("c", size)), ("v", "\"1\"")),
        "controlScalar" => Object(("a", "1"), ("b", "2")),
        _ => throw new ArgumentOutOfRangeException(nameof(generator), generator, "An unknown shape."),
    };

    private static string NameAndType(int size) => Object(("name", Texts("n", size)), ("type", "\"GROUP\""));

    private static string Texts(string prefix, int size) => Array(size, at => $"\"{prefix}{Number(at)}\"");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Array(int size, Func<int, string> make) => $"[{string.Join(',', Enumerable.Range(0, size).Select(make))}]";

    private static string Object(params (string Name, string Value)[] fields) =>
        $"{{{string.Join(',', fields.Select(field => $"\"{field.Name}\":{field.Value}"))}}}";
}
