using Bourse.Access.Keys;
using Bourse.Storage.Local;

namespace Bourse.Cli.Clients;

/// <summary>A client id and its secret.</summary>
/// <param name="Id">The id, <c>account.principal</c>.</param>
/// <param name="Secret">The secret.</param>
internal sealed record ClientCredential(string Id, SecretText Secret)
{
    /// <summary>The account, which the id begins with.</summary>
    public string Account => Id.Split('.', 2)[0];

    /// <summary>The role that the client's tokens may assume.</summary>
    public string RoleArn => $"arn:aws:iam::{Account}:role/{Id.Split('.', 2)[^1]}";

    /// <summary>Reads a file that holds <c>id:secret</c>.</summary>
    /// <exception cref="CommandFailedException">There is no such file, others may read it, or it holds something else.</exception>
    public static ClientCredential Read(string file)
    {
        if (!File.Exists(file))
            throw new CommandFailedException($"There is no file {file}; put client-id:client-secret into it, readable by you alone.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            throw new CommandFailedException($"Others may read {file}; run 'chmod 600 {file}' first.");
        var parts = File.ReadAllText(file).Trim().Split(':', 2);
        return parts is [{ Length: > 0 } id, { Length: > 0 } secret] && id.Contains('.', StringComparison.Ordinal)
            ? new ClientCredential(id, new SecretText(secret))
            : throw new CommandFailedException($"{file} must hold client-id:client-secret on one line, as activation showed them.");
    }

    /// <summary>Writes the file for the client's tools, readable by its owner alone.</summary>
    public void Write(string file) => WholeFile.WriteSecret(file, $"{Id}:{Secret.Reveal()}\n");
}
