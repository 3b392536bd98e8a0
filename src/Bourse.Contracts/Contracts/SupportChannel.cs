namespace Bourse.Contracts;

/// <summary>Where a client asks for help.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Url">Its address: <c>mailto:</c> or <c>https:</c>.</param>
/// <param name="Description">In words, where stated.</param>
public sealed record SupportChannel(string Channel, string Url, string? Description);
