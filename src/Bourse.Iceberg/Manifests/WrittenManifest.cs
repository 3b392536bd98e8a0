namespace Bourse.Iceberg.Manifests;

/// <summary>A manifest that was made and not yet stored.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Entry">How its manifest list names it.</param>
public sealed record WrittenManifest(byte[] Content, ManifestFile Entry);
