package dev.coppice.prune;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a plan promises and an approval is bound to: the rule, and the facts of the database it relies on. Kept with a
 * campaign, so that what has changed since can be shown line by line. A value for any thread.
 *
 * @param policy the policy's name
 * @param rule the rule, one fact per line
 * @param fingerprint the facts relied on, one per line and sorted
 */
public record PlanContract(String policy, List<String> rule, List<String> fingerprint) {
    // Grows when the statements of a chunk change what they delete.
    private static final String ENGINE = "engine 1";
    private static final int SHOWN = 12;

    /** Copies the lines. */
    public PlanContract {
        rule = List.copyOf(rule);
        fingerprint = List.copyOf(fingerprint);
    }

    /** SHA-256 over all of it, as 64 hexadecimal digits. */
    public String fullHash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var lines : List.of(rule, fingerprint, List.of(ENGINE))) {
                for (var line : lines) {
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) '\n');
                }
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The first twelve digits, as people see them. */
    public String hash() {
        return fullHash().substring(0, SHOWN);
    }

    /** Whether a hash, short or full, is of this contract. */
    public boolean hasHash(String hash) {
        return hash.equals(hash()) || hash.equals(fullHash());
    }

    /** What has changed from this contract to another. */
    public PlanDifference differenceTo(PlanContract other) {
        return PlanDifference.between(this, other);
    }
}
