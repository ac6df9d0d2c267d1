package dev.coppice.server;

import java.util.Locale;

/** What a caller may do. Each role may do all that the roles before it may. */
public enum Role {
    /** Uses the settings of its own scopes, and fetches backups of what a scope owned that it manages. */
    MEMBER,
    /** Reads. */
    VIEWER,
    /** Runs, pauses and resumes what is declared. */
    OPERATOR,
    /** Grants access and changes what is declared. */
    ADMIN;

    /** Whether this role may do what {@code least} may. */
    public boolean includes(Role least) {
        return compareTo(least) >= 0;
    }

    /** The role as documents and tables write it: {@code member}, {@code viewer}, {@code operator}, {@code admin}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of a {@link #word()}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Role of(String word) {
        for (var role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("role must be member, viewer, operator or admin, was: " + word);
    }
}
