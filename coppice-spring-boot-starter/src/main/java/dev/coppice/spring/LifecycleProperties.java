package dev.coppice.spring;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the lifecycle of resources is made of, beside the kinds under {@code coppice.kinds}. A value for any thread.
 *
 * @param enabled whether there is a bean for it
 * @param keyFile the key that signs certificates; without, none is issued
 */
@ConfigurationProperties(prefix = "coppice.lifecycle", ignoreUnknownFields = false)
public record LifecycleProperties(
        @DefaultValue("false") boolean enabled, @Nullable Path keyFile) {}
