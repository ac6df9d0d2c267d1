package dev.coppice.lifecycle.internal.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The root of a list of leaves: SHA-256 of 0 and the leaf, or of 1 and the hashes of the two halves, the left one as large as
 * the greatest power of two that leaves something for the right. Leaf and node differ by their first byte, so that none can
 * be passed off as the other; one leaf can be shown to somebody with a path of hashes and without the rest.
 */
final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    /** The root, in hexadecimal; of no leaves it is the digest of nothing. */
    static String root(List<String> leaves) {
        var hashes = new ArrayList<byte[]>();
        leaves.forEach(leaf -> hashes.add(Sha256.of(LEAF, leaf.getBytes(UTF_8))));
        return HexFormat.of().formatHex(hashes.isEmpty() ? Sha256.of() : root(hashes, 0, hashes.size()));
    }

    private static byte[] root(List<byte[]> hashes, int from, int to) {
        if (to - from == 1) {
            return hashes.get(from);
        }
        var middle = from + Integer.highestOneBit(to - from - 1);
        return Sha256.of(NODE, root(hashes, from, middle), root(hashes, middle, to));
    }
}
