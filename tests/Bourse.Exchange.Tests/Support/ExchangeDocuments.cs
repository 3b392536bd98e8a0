namespace Bourse.Exchange.Tests.Support;

internal static class ExchangeDocuments
{
    public const string Contract = """
        apiVersion: v3.1.0
        kind: DataContract
        id: fund-data
        name: fund-data
        version: 1.0.0
        status: active
        description:
          purpose: NAVs for tests.
        schema:
          - name: nav
            physicalName: gold.nav
            description: One NAV a fund.
            customProperties:
              - property: bourse.rowScope
                value: fund_id
            properties:
              - name: fund_id
                logicalType: string
                description: The fund.
              - name: nav
                logicalType: number
                description: The value.
              - name: fee_bps
                logicalType: integer
                description: The fee.
        support:
          - channel: desk
            url: mailto:data@provider.example
        """;

    public const string Agreement = """
        {
          "ContractNumber": "CTR-1",
          "Status": "Activated",
          "AWS_Account_ID__c": "222222222222",
          "Client_Name__c": "Client One",
          "Client_Email__c": "data@client.example",
          "ADX_Data_Products__c": "fund-data",
          "Authorized_Funds__c": "A;B",
          "Hidden_Columns__c": "nav.fee_bps",
          "StartDate": "2024-01-01",
          "EndDate": "2049-12-31"
        }
        """;
}
