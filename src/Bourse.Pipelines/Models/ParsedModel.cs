using System.Collections.Immutable;
using Bourse.Catalog;

namespace Bourse.Pipelines.Models;

/// <summary>A model and the tables its SELECT names.</summary>
/// <param name="Model">The model.</param>
/// <param name="Inputs">The tables, each once, in order.</param>
public sealed record ParsedModel(Model Model, ImmutableArray<TableIdentifier> Inputs);
