package dev.coppice.archive.spi;

import java.io.IOException;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Where the keys of encrypted archives come from. Safe for any thread. */
@FunctionalInterface
public interface KeySource {
    /**
     * The 256-bit AES key of an archive; the same one each time it is asked.
     *
     * @return empty when there is none (any more)
     */
    Optional<SecretKey> find(String archive) throws IOException;
}
