using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.Access.Resources;

namespace Bourse.Exchange.Publishing;

/// <summary>
/// Holds the masks of grants against the tables of a revision: a column may have got a type that its mask does not take, and is not shown without it.
/// </summary>
internal static class MaskCheck
{
    /// <summary>The masks that do not fit; each mistake names the agreement, the column and what to do.</summary>
    public static IReadOnlyList<string> Mistakes(IEnumerable<Grant> grants, IReadOnlyDictionary<TableName, PinnedTable> tables) =>
    [
        .. from grant in grants
           where grant.State != AgreementState.Terminated
           from table in grant.Tables
           where tables.ContainsKey(table.Key)
           from masked in table.Value.Masks
           let field = tables[table.Key].Schema.FindColumn(masked.Key)
           where field is not null
           let why = MaskTypes.Refuse(field, masked.Value)
           where why is not null
           select $"{table.Key}.{field.Name}: agreement {grant.Agreement} masks it with {MaskWords.Name(masked.Value)}, which does not fit any more: {why}; terminate it "
               + "and apply one whose mask fits.",
    ];
}
