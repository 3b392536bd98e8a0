using System.Net.Mime;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Bourse.Server.Protocols.DeltaSharing;
using Bourse.Server.Protocols.OAuth;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Activation;

/// <summary>
/// One-time activation. GET shows a form and changes nothing, because mail scanners follow links; POST uses the link up. The token in the body is
/// the only credential, so there is no cookie and nothing for another site to ride on.
/// </summary>
internal sealed class ActivationEndpoints(ActivationLinks links, ListenerAddresses addresses)
{
    private const int TokenLengthMax = 256;

    /// <summary><c>GET /activate?token=</c>, and HEAD</summary>
    public static Task ShowAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        return token.Length is 0 or > TokenLengthMax
            ? AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.NotValid())
            : AnswerAsync(context, StatusCodes.Status200OK, ActivationPage.Form(token));
    }

    /// <summary><c>POST /activate</c></summary>
    public async Task ActivateAsync(HttpContext context)
    {
        if (await FormAsync(context) is not { } form || form["token"] is not { Length: > 0 and <= TokenLengthMax } token)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.NotValid());
            return;
        }
        ActivationChoice? choice = form["choice"] switch
        {
            "client_secret" => new ActivationChoice.ClientSecret(),
            "public_key" when !string.IsNullOrWhiteSpace(form["public_key"]) => new ActivationChoice.PublicKey(form["public_key"]!.Trim()),
            _ => null,
        };
        if (choice is null)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.Form(token, "Paste a public key, or choose a client secret."));
            return;
        }
        var tokenEndpoint = addresses.Open.GetLeftPart(UriPartial.Authority) + OAuthEndpoints.TokenPath;
        var ask = new RequestContext(context.TraceIdentifier, "activation", context.Connection.RemoteIpAddress);
        await (await links.ConsumeAsync(token, choice, ask, context.RequestAborted) switch
        {
            ActivationOutcome.SecretIssued issued => AnswerAsync(
                context, StatusCodes.Status200OK, ActivationPage.Secret(issued, tokenEndpoint, SharingProfile.OfClientSecret(issued, addresses))),
            ActivationOutcome.KeyRegistered registered => AnswerAsync(context, StatusCodes.Status200OK, ActivationPage.Key(registered, tokenEndpoint)),
            ActivationOutcome.ChoiceRefused refused => AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.Form(token, refused.Message)),
            _ => AnswerAsync(context, StatusCodes.Status410Gone, ActivationPage.NotValid()),
        });
    }

    /// <summary>The fields of a posted form, each once; null when the body is none.</summary>
    internal static async Task<Parameters?> FormAsync(HttpContext context)
    {
        if (!FormFields.IsIn(context.Request))
            return null;
        var body = await BoundedBody.ReadAsync(context);
        return FormFields.TryParse(Encoding.UTF8.GetString(body.Span), out var fields) && Parameters.TryCreate(fields, out var form) ? form : null;
    }

    private static Task AnswerAsync(HttpContext context, int status, string page)
    {
        ActivationPage.SetHeaders(context.Response);
        return BodyWriter.WriteAsync(context, status, MediaTypeNames.Text.Html + "; charset=utf-8", Encoding.UTF8.GetBytes(page));
    }
}
