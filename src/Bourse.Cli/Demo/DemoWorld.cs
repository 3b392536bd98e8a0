using Bourse.Cli.Clients;
using Bourse.Cli.Output;
using Bourse.Pipelines.Packs;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;

namespace Bourse.Cli.Demo;

/// <summary>The exchange and its clients while the story is told.</summary>
internal sealed record DemoWorld
{
    /// <summary>The product that the story is about.</summary>
    public const string Product = "portfolio-analytics";

    /// <summary>Its table of net asset values.</summary>
    public const string NavTable = "nav_history";

    /// <summary>Who acts for the provider, for the audit log.</summary>
    public const string Actor = "demo";

    public required DemoRequest Request { get; init; }

    public required DemoFolder Folder { get; init; }

    public required Pack Pack { get; init; }

    public required BourseNode Node { get; init; }

    public required BourseServer Server { get; init; }

    public required ExchangeAddresses Addresses { get; init; }

    public required Terminal Terminal { get; init; }

    public required DemoSteps Steps { get; init; }

    public required DemoReport Report { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The clients, in the order of their agreements.</summary>
    public List<DemoClient> Clients { get; } = [];

    /// <summary>The client that the story follows, and that is suspended.</summary>
    public DemoClient Followed => Clients[0];

    /// <summary>The client that must notice nothing.</summary>
    public DemoClient Other => Clients[1];
}
