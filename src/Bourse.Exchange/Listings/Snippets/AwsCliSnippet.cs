using Bourse.Access.Identity;
using Bourse.Contracts;

namespace Bourse.Exchange.Listings.Snippets;

/// <summary>The AWS command line: an OAuth2 token becomes keys for an hour, which list and copy the product's files.</summary>
internal static class AwsCliSnippet
{
    internal static ToolSnippet Make(DataContract contract, ClientEndpoints at, AccountId? account)
    {
        var endpoint = at.Objects.ToString().TrimEnd('/');
        return new ToolSnippet(
            "AWS CLI",
            "AWS CLI 1.22 or 2 and curl",
            $$"""
            export AWS_DEFAULT_REGION={{at.Region}}
            {{ShellToken.Lines(at)}}
            [ "$TOKEN" ] && read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN < <(aws sts assume-role-with-web-identity --endpoint-url {{endpoint}} \
              --role-arn arn:aws:iam::{{account?.Value ?? "$BOURSE_ACCOUNT"}}:role/{{Principal.ClientName}} --role-session-name bourse --web-identity-token "$TOKEN" \
              --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text) \
              && export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
            """,
            [
                ("List the product's files", $"aws s3 ls --endpoint-url {endpoint} --recursive s3://{contract.Name}/"),
                .. contract.Tables.Take(9).Select(table =>
                    ($"Copy the files of {table.Name}", $"aws s3 cp --endpoint-url {endpoint} --recursive s3://{contract.Name}/{table.Name}/ {table.Name}/")),
            ]);
    }
}
