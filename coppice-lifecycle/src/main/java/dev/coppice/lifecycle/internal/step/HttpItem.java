package dev.coppice.lifecycle.internal.step;

import java.net.URI;
import java.util.Optional;

/**
 * One thing a service is asked to remove.
 *
 * @param url where it is asked
 * @param probe where it is asked whether it is there
 */
record HttpItem(URI url, Optional<URI> probe) {
    /** Both addresses as one text; neither has a blank in it. */
    String noted() {
        return probe.map(address -> url + " " + address).orElseGet(url::toString);
    }

    /** An item as it was noted. */
    static HttpItem read(String noted) {
        var blank = noted.indexOf(' ');
        return blank < 0
                ? new HttpItem(URI.create(noted), Optional.empty())
                : new HttpItem(
                        URI.create(noted.substring(0, blank)), Optional.of(URI.create(noted.substring(blank + 1))));
    }
}
