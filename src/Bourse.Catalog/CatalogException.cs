namespace Bourse.Catalog;

/// <summary>A table's metadata file is missing, damaged or not the one that was committed.</summary>
public sealed class CatalogException(string message, Exception? innerException = null) : Exception(message, innerException);
