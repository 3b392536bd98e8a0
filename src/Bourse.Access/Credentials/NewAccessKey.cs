using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>An access key just made, with the secret that nobody is shown again.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">Its signing secret, 40 characters.</param>
public sealed record NewAccessKey(AccessKey Key, SecretText Secret);
