package dev.coppice.server.internal.http;

import dev.coppice.server.Role;
import java.util.Optional;

/** Who may call a route: anybody, or callers with at least a role. */
public enum Access {
    /** Anybody, without credential. */
    ANONYMOUS,
    /** From {@link Role#MEMBER} up. */
    MEMBER,
    /** From {@link Role#VIEWER} up. */
    VIEWER,
    /** From {@link Role#OPERATOR} up. */
    OPERATOR,
    /** {@link Role#ADMIN} alone. */
    ADMIN;

    /** The least role; empty for anybody. */
    public Optional<Role> least() {
        return switch (this) {
            case ANONYMOUS -> Optional.empty();
            case MEMBER -> Optional.of(Role.MEMBER);
            case VIEWER -> Optional.of(Role.VIEWER);
            case OPERATOR -> Optional.of(Role.OPERATOR);
            case ADMIN -> Optional.of(Role.ADMIN);
        };
    }
}
