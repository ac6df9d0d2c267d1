package dev.coppice.lifecycle;

import dev.coppice.control.Key;
import dev.coppice.control.Section;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The section {@code certificates}. A value for any thread.
 *
 * @param keyFile the file with the key that signs; without one no certificate is issued
 */
public record CertificatesConfig(
        @Key("The file with the key that signs certificates; made by coppice certificate key FILE --create.")
        Optional<Path> keyFile) {
    /** The section. */
    public static final Section<CertificatesConfig> SECTION =
            Section.single("certificates", CertificatesConfig.class, "What is proved of teardowns.");
}
