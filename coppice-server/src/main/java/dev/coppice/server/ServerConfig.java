package dev.coppice.server;

import dev.coppice.control.Webhook;
import dev.coppice.lifecycle.Lifecycle;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * How a server runs. A value for any thread.
 *
 * @param address where it listens
 * @param home its database
 * @param instance what pages call it
 * @param policies the policies the console shows
 * @param kinds the kinds the console shows
 * @param work what it does by itself
 */
public record ServerConfig(
        Address address, Home home, String instance, List<PolicyView> policies, List<KindView> kinds, Work work) {
    /** Copies the lists. */
    public ServerConfig {
        policies = List.copyOf(policies);
        kinds = List.copyOf(kinds);
    }

    /**
     * Where a server listens.
     *
     * @param host a name or address of this machine; loopback only
     * @param port the port; 0 for any free one
     */
    public record Address(String host, int port) {
        /** Refuses a port that cannot be. */
        public Address {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port must lie between 0 and 65535, was: " + port);
            }
        }
    }

    /** The server's database. */
    public sealed interface Home {
        /**
         * The caller's connections; the caller closes them after the server.
         *
         * @param source hands them out
         */
        record Given(DataSource source) implements Home {}

        /**
         * A pool of the server's own.
         *
         * @param url the JDBC address
         * @param user the user
         * @param password the password; empty where none is asked
         */
        record Pooled(String url, String user, String password) implements Home {
            /** Leaves the password out. */
            @Override
            public String toString() {
                return "Pooled[user=" + user + "]";
            }
        }
    }

    /**
     * What a server does by itself, and answers for.
     *
     * @param lifecycle puts the lifecycle of its resources together, on connections that may take their time; called once the
     *     database is there
     * @param webhook where it sends notifications
     */
    public record Work(Optional<Function<DataSource, Lifecycle>> lifecycle, Optional<Webhook> webhook) {
        static final Work NONE = new Work(Optional.empty(), Optional.empty());
    }

    /** A server on any free loopback port with a pool of its own. */
    public static ServerConfig pooled(String url, String user, String password) {
        return on(new Home.Pooled(url, user, password));
    }

    /** A server on any free loopback port with the caller's connections. */
    public static ServerConfig given(DataSource source) {
        return on(new Home.Given(source));
    }

    /** Says where it listens. */
    public ServerConfig listening(String host, int port) {
        return new ServerConfig(new Address(host, port), home, instance, policies, kinds, work);
    }

    /** Says what pages call it. */
    public ServerConfig named(String name) {
        return new ServerConfig(address, home, name, policies, kinds, work);
    }

    /** Says which policies and kinds the console shows. */
    public ServerConfig showing(List<PolicyView> shownPolicies, List<KindView> shownKinds) {
        return new ServerConfig(address, home, instance, shownPolicies, shownKinds, work);
    }

    /** Says how the lifecycle of its resources is put together. */
    public ServerConfig managing(Function<DataSource, Lifecycle> lifecycle) {
        return working(new Work(Optional.of(lifecycle), work.webhook()));
    }

    /** Says where it sends notifications. */
    public ServerConfig notifying(Webhook webhook) {
        return working(new Work(work.lifecycle(), Optional.of(webhook)));
    }

    private ServerConfig working(Work wanted) {
        return new ServerConfig(address, home, instance, policies, kinds, wanted);
    }

    private static ServerConfig on(Home home) {
        return new ServerConfig(new Address("127.0.0.1", 0), home, "coppice", List.of(), List.of(), Work.NONE);
    }
}
