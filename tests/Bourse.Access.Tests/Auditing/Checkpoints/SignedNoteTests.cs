using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Ed25519;
using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Tests.Auditing.Checkpoints;

public sealed class SignedNoteTests
{
    private static NoteSigner Signer(string name = "example.com/log", byte seed = 7) => new(name, new Ed25519PrivateKey(Enumerable.Repeat(seed, 32).ToArray()));

    [Fact]
    public void The_example_of_the_specification_verifies()
    {
        // https://pkg.go.dev/golang.org/x/mod/sumdb/note, the package's own example.
        var verifier = NoteVerifier.Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        const string Note = Text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        Assert.Equal(new NoteOutcome.Signed(Text), SignedNote.Open(Note, verifier));
        Assert.Equal("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", verifier.ToString());
    }

    [Fact]
    public void A_signed_checkpoint_comes_back_and_no_changed_byte_is_accepted()
    {
        using var signer = Signer();
        var checkpoint = new Checkpoint("example.com/log", 12, MerkleHash.Empty);
        var note = signer.Sign(checkpoint.ToText());
        Assert.StartsWith("example.com/log\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— example.com/log ", note, StringComparison.Ordinal);
        var text = Assert.IsType<NoteOutcome.Signed>(SignedNote.Open(note, signer.Verifier)).Text;
        Assert.True(Checkpoint.TryParse(text, out var parsed));
        Assert.Equal(checkpoint, parsed);
        for (var at = 0; at < note.Length; at++)
        {
            var changed = note[..at] + (char)(note[at] ^ 1) + note[(at + 1)..];
            Assert.IsNotType<NoteOutcome.Signed>(SignedNote.Open(changed, signer.Verifier));
        }
    }

    [Fact]
    public void Other_keys_are_passed_over_and_told_apart()
    {
        using var signer = Signer();
        using var swapped = Signer(seed: 8);
        using var stranger = Signer("example.com/witness", 9);
        const string Text = "example.com/log\n1\nx\n";
        Assert.Equal(new NoteOutcome.OtherKey(SameName: true), SignedNote.Open(swapped.Sign(Text), signer.Verifier));
        Assert.Equal(new NoteOutcome.OtherKey(SameName: false), SignedNote.Open(stranger.Sign(Text), signer.Verifier));
        var cosigned = stranger.Sign(Text) + signer.Sign(Text).Split("\n\n")[1];
        Assert.Equal(new NoteOutcome.Signed(Text), SignedNote.Open(cosigned, signer.Verifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("a\n\n")]
    [InlineData("a\n\n— example.com/log\n")]
    [InlineData("a\n\n- example.com/log AAAAAAAA\n")]
    [InlineData("a\n\n— example.com/log AAAAAAAA")]
    [InlineData("a\n\n— example.com/log !!!!\n")]
    [InlineData("a\n\n— example.com/log AAAA\n")]
    [InlineData("a\u0007\n\n— example.com/log AAAAAAAA\n")]
    public void What_is_no_note_is_malformed(string note)
    {
        using var signer = Signer();
        Assert.IsType<NoteOutcome.Malformed>(SignedNote.Open(note, signer.Verifier));
    }

    [Theory]
    [InlineData("log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("log\n1\nAAAA\n")]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n1\n")]
    public void What_is_no_checkpoint_is_not_read(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void What_is_no_public_key_is_not_read(string? text) => Assert.False(NoteVerifier.TryParse(text, out _));
}
