namespace Bourse.Access.Authorization;

/// <summary>What a caller asks to do. One closed list for every protocol.</summary>
public enum AccessAction
{
    /// <summary>List the products the caller is entitled to. Denied while no agreement serves the account.</summary>
    ListProducts,

    /// <summary>Get a bearer token. Denied while no agreement serves the account.</summary>
    IssueToken,

    /// <summary>Exchange a bearer token for session keys. Denied while no agreement serves the account.</summary>
    AssumeRole,

    /// <summary>See a product's tables and revisions.</summary>
    DescribeProduct,

    /// <summary>Read a table's metadata and be vended keys for its objects.</summary>
    LoadTable,

    /// <summary>Read what a table is at its revisions: columns, and links to its files.</summary>
    QueryTable,

    /// <summary>List a product's objects.</summary>
    ListObjects,

    /// <summary>Read an object's bytes.</summary>
    ReadObject,

    /// <summary>Read the rows that hold a key.</summary>
    LookUpRows,

    /// <summary>Read an object or a table of the lakehouse. The provider's.</summary>
    ReadSource,

    /// <summary>Write or tag an object of the lakehouse, or create or change a table. The provider's.</summary>
    WriteSource,

    /// <summary>Delete an object of the lakehouse. The provider's.</summary>
    DeleteSource,

    /// <summary>List objects of the lakehouse, uploads to it, namespaces or tables. The provider's.</summary>
    ListSource,

    /// <summary>Register, list and remove the account's webhooks. Denied while no agreement serves the account.</summary>
    ManageWebhooks,

    /// <summary>Put rules of the account's events and their targets, and tell itself of events. Denied while no agreement serves the account.</summary>
    ManageEvents,

    /// <summary>Hear the account's events as they come. Denied while no agreement serves the account.</summary>
    ReceiveEvents,
}
