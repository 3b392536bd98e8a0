using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Verifying;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Access.Tests.Auditing.Verifying;

/// <summary>
/// Random attacks on random logs, one after another: whatever differs from what was signed is refuted, and what does not is verified.
/// </summary>
public sealed class AuditAttackTests
{
    private static readonly Gen<(int Kind, int At, int To)> Attacks =
        from kind in Gen.Choose(0, 8) from at in Gen.Choose(0, 1000) from to in Gen.Choose(0, 1000) select (kind, at, to);

    [Fact]
    public void Whatever_is_done_without_the_key_is_found_and_with_the_key_it_is_a_fork()
    {
        using var signer = StoredLog.Signer();
        using var stranger = StoredLog.Signer(seed: 2);
        var cases = from size in Gen.Choose(1, 70)
                    from kept in Gen.Choose(1, size)
                    from attacks in Attacks.NonEmptyListOf()
                    from resign in Gen.Elements(0, 1, 2)
                    select (size, kept, attacks, resign);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(2000)), Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var honest = StoredLog.Create(test.size, signer);
            var kept = StoredLog.Sign(signer, honest.Records[..test.kept]);
            var attacked = honest.Copy();
            foreach (var (kind, at, to) in test.attacks)
                attacked = Attack(attacked, honest, signer, kind, at, to);
            attacked = test.resign switch { 1 => attacked.Signed(stranger), 2 => attacked.Signed(signer), _ => attacked };

            var verdict = AuditVerifier.VerifyAsync(attacked, kept, signer.Verifier).GetAwaiter().GetResult();
            var beginsHonestly = attacked.Records.Count >= test.kept
                && attacked.Records.Take(test.kept).Zip(honest.Records).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            var asSigned = test.resign == 2 || (attacked.Note == honest.Note && Same(attacked, honest))
                || attacked.Note == StoredLog.Sign(signer, attacked.Records);
            var expectVerified = test.resign != 1 && asSigned && beginsHonestly;
            return verdict is AuditVerdict.Verified == expectVerified;
        }));
    }

    private static bool Same(StoredLog one, StoredLog other) =>
        one.Records.Count == other.Records.Count && one.Records.Zip(other.Records).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static StoredLog Attack(StoredLog log, StoredLog honest, NoteSigner signer, int kind, int at, int to)
    {
        var records = log.Records;
        var position = records.Count == 0 ? 0 : at % records.Count;
        switch (kind)
        {
            case 0 when records.Count > 0:
                records[position] = [.. records[position]];
                records[position][to % records[position].Length] ^= (byte)(1 << (at % 8));
                return log;
            case 1:
                records.RemoveRange(position, records.Count - position);
                return log;
            case 2 when records.Count > 0:
                var other = to % records.Count;
                (records[position], records[other]) = (records[other], records[position]);
                return log;
            case 3 when records.Count > 0:
                records.RemoveAt(position);
                return log;
            case 4:
                records.Insert(position, [(byte)to]);
                return log;
            case 5:
                return log with { Hashes = StoredLog.HashesOf(records) };
            case 6:
                return log with { Note = StoredLog.Sign(signer, honest.Records[..(at % (honest.Records.Count + 1))]) };
            case 7 when log.Hashes.Count > 0:
                log.Hashes.RemoveAt(at % log.Hashes.Count);
                return log;
            case 8 when log.Note.Length > 0:
                var place = at % log.Note.Length;
                return log with { Note = log.Note[..place] + (char)(log.Note[place] ^ 1) + log.Note[(place + 1)..] };
            default:
                return log;
        }
    }
}
