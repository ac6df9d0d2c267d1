package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.TableName;

/**
 * A prune rule with its name. A value for any thread; opens no connection. What {@code coppice.yaml} refuses, this refuses
 * with the same words, all problems at once.
 *
 * @param name what it is called in plans, ledgers and messages
 * @param config the rule
 */
public record Policy(String name, PolicyConfig config) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException when the name is blank
     * @throws dev.coppice.ops.CoppiceException {@code policy.invalid}
     */
    public Policy {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank, was: \"" + name + "\"");
        }
        PolicyRules.check(name, requireNonNull(config, "config"));
    }

    /** Begins a policy for the rows of a table. */
    public static PolicyBuilder of(String name, TableName table) {
        return new PolicyBuilder(name, table);
    }

    /** Begins a policy for the rows of a table, written {@code app.session}. */
    public static PolicyBuilder of(String name, String table) {
        return of(name, TableName.parse(table));
    }

    @Override
    public String toString() {
        return "policy \"" + name + "\" on " + config.table();
    }
}
