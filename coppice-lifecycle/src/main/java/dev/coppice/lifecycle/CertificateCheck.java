package dev.coppice.lifecycle;

import java.util.List;

/**
 * What a check of a certificate found. A value for any thread.
 *
 * @param resource what it speaks of
 * @param revoked whether it was revoked
 * @param problems what is wrong with it
 */
public record CertificateCheck(String resource, boolean revoked, List<String> problems) {
    /** Copies the list. */
    public CertificateCheck {
        problems = List.copyOf(problems);
    }

    /** Whether every signature and digest is right; a revoked one is genuine too. */
    public boolean genuine() {
        return problems.isEmpty();
    }
}
