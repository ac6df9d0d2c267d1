package dev.coppice.server.internal.access;

import dev.coppice.server.Role;
import dev.coppice.server.TokenScope;
import java.util.List;
import java.util.Optional;

/** Who makes a request. */
public sealed interface Principal {
    /** What audit and pages call the caller. */
    String name();

    /** What the caller may do; empty for a caller without credential. */
    Optional<Role> role();

    /** What the caller is among all callers, as in {@code token 7}; empty for who shows nothing. */
    Optional<String> identity();

    /** The scopes of settings the caller belongs to. */
    default List<TokenScope> scopes() {
        return List.of();
    }

    /** A caller without credential. */
    record Anonymous() implements Principal {
        @Override
        public String name() {
            return "anonymous";
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }

        @Override
        public Optional<Role> role() {
            return Optional.empty();
        }
    }

    /**
     * The bearer of an API token.
     *
     * @param id the token's number
     * @param name the token's name
     * @param granted its role
     * @param scopes its scopes
     */
    record Bearer(long id, String name, Role granted, List<TokenScope> scopes) implements Principal {
        /** Copies the scopes. */
        public Bearer {
            scopes = List.copyOf(scopes);
        }

        @Override
        public Optional<String> identity() {
            return Optional.of("token " + id);
        }

        @Override
        public Optional<Role> role() {
            return Optional.of(granted);
        }
    }

    /**
     * The bearer of an identity provider's token. Belongs to no scope.
     *
     * @param subject who it is there
     * @param granted the role it has here
     */
    record Federated(String subject, Role granted) implements Principal {
        /** Never the name of a token or a person of this server. */
        @Override
        public String name() {
            return "oidc:" + subject;
        }

        @Override
        public Optional<String> identity() {
            return Optional.of(name());
        }

        @Override
        public Optional<Role> role() {
            return Optional.of(granted);
        }
    }

    /**
     * A person at the console.
     *
     * @param id the session's number
     * @param name who it was opened for
     * @param granted the session's role
     * @param formToken what each form of this session must carry
     */
    record Person(long id, String name, Role granted, String formToken) implements Principal {
        @Override
        public Optional<String> identity() {
            return Optional.of("session " + id);
        }

        @Override
        public Optional<Role> role() {
            return Optional.of(granted);
        }
    }
}
