using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Access.Auditing.Ed25519;

namespace Bourse.Access.Tests.Auditing.Ed25519;

public sealed class WycheproofEd25519Tests
{
    private const string Vectors = "vectors/wycheproof/testvectors_v1/ed25519_test.json";

    [SharedDataFact(Vectors)]
    public void All_151_signatures_are_accepted_or_refused_as_they_should()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Find(Vectors)!));
        var (checkedCount, wrong) = (0, new List<int>());
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            using var key = new Ed25519PublicKey(Hex(group.GetProperty("publicKey"), "pk"));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                checkedCount++;
                if (key.Verify(Hex(test, "msg"), Hex(test, "sig")) != (test.GetProperty("result").GetString() == "valid"))
                    wrong.Add(test.GetProperty("tcId").GetInt32());
            }
        }
        Assert.Equal(151, checkedCount);
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_first_signature_of_RFC_8032_is_made()
    {
        using var key = new Ed25519PrivateKey(Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        Assert.Equal("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            Convert.ToHexStringLower(key.Sign([])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused(int length)
    {
        Assert.Throws<CryptographicException>(() => new Ed25519PrivateKey(new byte[length]));
        Assert.Throws<CryptographicException>(() => new Ed25519PublicKey(new byte[length]));
    }

    private static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
