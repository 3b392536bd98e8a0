namespace Bourse.Contracts.Tests;

internal static class Samples
{
    public const string Contract = """
        apiVersion: v3.1.0
        kind: DataContract
        id: 5f0e2c52-portfolio
        name: portfolio-analytics
        version: 1.0.0
        status: active
        domain: asset-management
        tags: [funds, nav]
        description:
          purpose: Net asset values.
          usage: Join with holdings.
          limitations: Model funds.
        schema:
          - name: nav_history
            physicalName: gold.nav_history
            physicalType: table
            description: One NAV a fund and day.
            dataGranularityDescription: fund, day, time known
            customProperties:
              - property: bourse.rowScope
                value: fund_id
            properties:
              - name: fund_id
                logicalType: string
                description: The fund.
                required: true
                primaryKey: true
                primaryKeyPosition: 1
                examples: [MER-EQ-US]
                quality:
                  - metric: nullValues
                    mustBe: 0
              - name: nav
                logicalType: number
                description: Net asset value per unit.
            quality:
              - id: rows
                metric: rowCount
                description: There is history.
                mustBeGreaterOrEqualTo: 10
              - id: positive
                type: sql
                query: SELECT count(*) FROM ${object} WHERE nav <= 0
                mustBe: 0
                severity: warning
        slaProperties:
          - property: frequency
            value: 1
            unit: d
            description: Daily.
        price:
          priceAmount: 2500
          priceCurrency: USD
          priceUnit: month
        support:
          - channel: desk
            url: mailto:data@meridian.example
        customProperties:
          - property: bourse.terms
            value: Internal use only.
          - property: bourse.sampleQueries
            value:
              - title: Latest
                sql: SELECT 1
        """;

    public const string Agreement = """
        {
          "attributes": { "type": "Agreement__c" },
          "ContractNumber": "CTR-2024-001",
          "Status": "Activated",
          "AWS_Account_ID__c": "222222222222",
          "Client_Name__c": "Hedge Fund Partners",
          "Client_Email__c": "data@hedge.example",
          "ADX_Data_Products__c": "portfolio-analytics;risk",
          "Authorized_Funds__c": ["MER-EQ-US", "MER-FX-EUR"],
          "Hidden_Columns__c": null,
          "StartDate": "2026-01-01",
          "EndDate": "2027-12-31"
        }
        """;
}
