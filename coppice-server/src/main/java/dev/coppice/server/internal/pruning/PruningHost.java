package dev.coppice.server.internal.pruning;

import dev.coppice.archive.spi.KeySource;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Policy;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The policies a server knows, and the connections they work on. A value for any thread.
 *
 * @param source connections that may take their time
 * @param policies the declared policies, in their order
 */
public record PruningHost(DataSource source, List<Policy> policies) {
    /** Copies the list. */
    public PruningHost {
        policies = List.copyOf(policies);
    }

    /** The policy of this name, where this server knows it. */
    public Optional<Policy> find(String name) {
        return policies.stream().filter(policy -> policy.name().equals(name)).findFirst();
    }

    /** The keys of the archives of its policies. */
    public KeySource keys() {
        return new PolicyKeys(this);
    }

    /**
     * The policy of this name.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.not-found}
     */
    public Policy require(String name) {
        return find(name)
                .orElseThrow(() -> Fault.of("policy.not-found", Fault.Kind.NOT_FOUND)
                        .refused("The request was not carried out.")
                        .found("This server knows no policy of that name.")
                        .changed("Nothing was changed.")
                        .next("GET /api/v1/policies lists those it knows.")
                        .exception());
    }
}
