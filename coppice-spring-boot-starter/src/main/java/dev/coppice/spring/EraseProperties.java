package dev.coppice.spring;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether the application erases subjects, those under {@code coppice.subjects} and its beans. A value for any thread.
 *
 * @param enabled whether there is a bean for it
 * @param keyFile the key that signs receipts; without, they are not signed
 */
@ConfigurationProperties(prefix = "coppice.erase", ignoreUnknownFields = false)
public record EraseProperties(
        @DefaultValue("false") boolean enabled, @Nullable Path keyFile) {}
