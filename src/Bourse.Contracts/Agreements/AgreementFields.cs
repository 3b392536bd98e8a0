namespace Bourse.Contracts.Agreements;

/// <summary>The names of an agreement's fields, as mistakes name them.</summary>
public static class AgreementFields
{
    /// <summary>The agreement's number.</summary>
    public const string Number = "ContractNumber";

    /// <summary>The client's account, 12 digits.</summary>
    public const string Account = "AWS_Account_ID__c";

    /// <summary>The client's name.</summary>
    public const string ClientName = "Client_Name__c";

    /// <summary>The client's e-mail address.</summary>
    public const string ClientEmail = "Client_Email__c";

    /// <summary>The products.</summary>
    public const string Products = "ADX_Data_Products__c";

    /// <summary>The funds whose rows are granted.</summary>
    public const string Funds = "Authorized_Funds__c";

    /// <summary>The columns that are not granted.</summary>
    public const string HiddenColumns = "Hidden_Columns__c";

    /// <summary>The columns that are shown masked.</summary>
    public const string MaskedColumns = "Masked_Columns__c";

    /// <summary>First day in force.</summary>
    public const string Start = "StartDate";

    /// <summary>Last day in force.</summary>
    public const string End = "EndDate";

    /// <summary>The contract system's own state; only <c>Activated</c> is applied.</summary>
    public const string Status = "Status";

    /// <summary>Fields of the contract system itself, accepted and not used.</summary>
    internal static readonly IReadOnlySet<string> Ignored = new HashSet<string>(StringComparer.Ordinal) { "attributes", "Id", "Name", "CreatedDate", "LastModifiedDate" };
}
