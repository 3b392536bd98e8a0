using System.Globalization;
using System.Xml;
using Bourse.Access.Credentials;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.Sts;

/// <summary>STS's answer documents (AWS query protocol, STS API 2011-06-15).</summary>
internal static class StsXml
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    private const int ClientErrorMax = 499;

    public static ReadOnlyMemory<byte> Error(StsError error, string requestId) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement("ErrorResponse", Namespace);
        xml.WriteStartElement("Error");
        xml.Text("Type", error.Status <= ClientErrorMax ? "Sender" : "Receiver");
        xml.Text("Code", error.Code);
        xml.Text("Message", error.Message);
        xml.WriteEndElement();
        xml.Text("RequestId", requestId);
        xml.WriteEndElement();
    });

    public static ReadOnlyMemory<byte> Identity(CallerIdentity identity, string requestId) => Response("GetCallerIdentity", requestId, xml =>
    {
        xml.Text("Arn", identity.Arn);
        xml.Text("UserId", identity.UserId);
        xml.Text("Account", identity.Account.Value);
    });

    /// <summary>The answer to <c>AssumeRoleWithWebIdentity</c>.</summary>
    public static ReadOnlyMemory<byte> AssumedRole(RoleSessionOutcome.Assumed assumed, string requestId) =>
        Response(StsEndpoints.AssumeRoleWithWebIdentity, requestId, xml =>
        {
            xml.Text("SubjectFromWebIdentityToken", assumed.Principal.ToString());
            User(xml, assumed.Identity);
            Credentials(xml, assumed.Credentials);
        });

    /// <summary>The answer to <c>AssumeRole</c>.</summary>
    public static ReadOnlyMemory<byte> AssumedOwnRole(RoleSessionOutcome.Assumed assumed, string requestId) => Response("AssumeRole", requestId, xml =>
    {
        User(xml, assumed.Identity);
        Credentials(xml, assumed.Credentials);
    });

    /// <summary>The answer to <c>GetSessionToken</c>.</summary>
    public static ReadOnlyMemory<byte> SessionToken(RoleSessionOutcome.Assumed assumed, string requestId) =>
        Response("GetSessionToken", requestId, xml => Credentials(xml, assumed.Credentials));

    private static void User(XmlWriter xml, CallerIdentity identity)
    {
        xml.WriteStartElement("AssumedRoleUser");
        xml.Text("Arn", identity.Arn);
        xml.Text("AssumedRoleId", identity.UserId);
        xml.WriteEndElement();
    }

    private static void Credentials(XmlWriter xml, SessionCredentials keys)
    {
        xml.WriteStartElement("Credentials");
        xml.Text("AccessKeyId", keys.AccessKeyId);
        xml.Text("SecretAccessKey", keys.SecretAccessKey.Reveal());
        xml.Text("SessionToken", keys.SessionToken);
        xml.Text("Expiration", keys.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static ReadOnlyMemory<byte> Response(string action, string requestId, Action<XmlWriter> result) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement($"{action}Response", Namespace);
        xml.WriteStartElement($"{action}Result");
        result(xml);
        xml.WriteEndElement();
        xml.WriteStartElement("ResponseMetadata");
        xml.Text("RequestId", requestId);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });
}
