package dev.coppice.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether the application prunes by its policies, those under {@code coppice.policies} and its beans. A value for any thread.
 *
 * @param enabled whether there is a bean for it
 */
@ConfigurationProperties(prefix = "coppice.prune", ignoreUnknownFields = false)
public record PruneProperties(@DefaultValue("false") boolean enabled) {}
