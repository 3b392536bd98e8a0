using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Tests.Auditing.Merkle;

/// <summary>The 518 proofs of transparency-dev/merkle, good and bad, of trees and of subtrees.</summary>
public sealed class MerkleVectorTests
{
    private const string Folder = "vectors/merkle-transparency-dev";
    private static readonly string[] Kinds = ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"];

    [SharedDataFact(Folder)]
    public void All_518_vectors_are_found() => Assert.Equal(518, Kinds.Sum(kind => Files(kind).Length));

    [SharedDataTheory(Folder)]
    [InlineData("inclusion")]
    [InlineData("consistency")]
    [InlineData("subtreeinclusion")]
    [InlineData("subtreeconsistency")]
    public void A_proof_is_accepted_if_and_only_if_it_should_be(string kind)
    {
        var wrong = new List<string>();
        foreach (var file in Files(kind))
        {
            using var vector = JsonDocument.Parse(File.ReadAllText(file));
            if (Verify(kind, vector.RootElement) == vector.RootElement.GetProperty("wantErr").GetBoolean())
                wrong.Add(Path.GetFileNameWithoutExtension(file));
        }
        Assert.Empty(wrong);
    }

    private static string[] Files(string kind) =>
        Directory.GetFiles(Path.Combine(SharedData.Find(Folder)!, "testdata", kind), "*.json", SearchOption.AllDirectories);

    private static bool Verify(string kind, JsonElement vector)
    {
        try
        {
            return kind switch
            {
                "inclusion" => MerkleProof.VerifyInclusion(N("leafIdx"), N("treeSize"), Hash("leafHash"), Proof(Exactly), Hash("root")),
                "consistency" => MerkleProof.VerifyConsistency(N("size1"), N("size2"), Text("root1"), Text("root2"), Proof(OfText)),
                "subtreeinclusion" => MerkleProof.VerifySubtreeInclusion(N("leafIdx"), N("start"), N("end"), Hash("leafHash"), Proof(Exactly), Hash("root")),
                _ => MerkleProof.VerifySubtreeConsistency(N("start"), N("end"), N("size"), Text("root1"), Text("root2"), Proof(OfText)),
            };
        }
        catch (ArgumentException)
        {
            return false;
        }

        ulong N(string name) => vector.GetProperty(name).GetUInt64();
        MerkleHash Hash(string name) => Exactly(vector.GetProperty(name));
        MerkleHash Text(string name) => OfText(vector.GetProperty(name));
        MerkleHash[] Proof(Func<JsonElement, MerkleHash> read) =>
            vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(read)] : [];
    }

    private static MerkleHash Exactly(JsonElement element) => new(element.GetBytesFromBase64());

    // Some consistency vectors, good ones too, hold text in place of hashes, equal or different; its hash is that as well.
    private static MerkleHash OfText(JsonElement element)
    {
        var bytes = element.GetBytesFromBase64();
        return new MerkleHash(bytes.Length == MerkleHash.LengthBytes ? bytes : SHA256.HashData(bytes));
    }
}
