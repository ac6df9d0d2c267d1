package dev.coppice.lifecycle.internal.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    @Test
    void the_root_of_nothing_is_the_digest_of_nothing() {
        assertThat(MerkleTree.root(List.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void three_leaves_hang_as_two_and_one() throws Exception {
        var left = node(leaf("a"), leaf("b"));
        assertThat(MerkleTree.root(List.of("a", "b", "c")))
                .isEqualTo(HexFormat.of().formatHex(node(left, leaf("c"))));
    }

    @Test
    void six_leaves_hang_as_four_and_two() throws Exception {
        var four = node(node(leaf("0"), leaf("1")), node(leaf("2"), leaf("3")));
        var leaves = IntStream.range(0, 6).mapToObj(String::valueOf).toList();
        assertThat(MerkleTree.root(leaves)).isEqualTo(HexFormat.of().formatHex(node(four, node(leaf("4"), leaf("5")))));
    }

    @Test
    void order_and_borders_of_leaves_count() {
        assertThat(List.of(
                        MerkleTree.root(List.of("a", "b")),
                        MerkleTree.root(List.of("b", "a")),
                        MerkleTree.root(List.of("ab")),
                        MerkleTree.root(List.of("a", "b", "b"))))
                .doesNotHaveDuplicates();
    }

    private static byte[] leaf(String text) throws Exception {
        return digest(new byte[] {0}, text.getBytes(UTF_8));
    }

    private static byte[] node(byte[] left, byte[] right) throws Exception {
        return digest(new byte[] {1}, left, right);
    }

    private static byte[] digest(byte[]... parts) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (var part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
