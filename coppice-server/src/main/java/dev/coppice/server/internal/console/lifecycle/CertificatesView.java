package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import java.util.List;

/**
 * The page of all certificates.
 *
 * @param rows one for each, newest first
 * @param first the address of the first page; empty on it
 * @param next the address of the page behind; empty on the last
 */
public record CertificatesView(List<Row> rows, String first, String next) {
    /**
     * One certificate.
     *
     * @param number its number
     * @param link the address of the teardown it speaks of
     * @param resource the resource
     * @param resourceLink the address of that
     * @param issued when it was signed
     * @param badge whether it still holds
     */
    public record Row(long number, String link, String resource, String resourceLink, Moment issued, Badge badge) {}
}
