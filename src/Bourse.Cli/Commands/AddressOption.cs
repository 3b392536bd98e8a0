using System.CommandLine;

namespace Bourse.Cli.Commands;

/// <summary>An option whose value is the address of an endpoint.</summary>
internal static class AddressOption
{
    public static Option<Uri?> Create(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        HelpName = "ADDRESS",
        Required = required,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"{name}: '{result.Tokens[0].Value}' must be an address such as http://127.0.0.1:8080.");
            return null;
        },
    };
}
