package dev.coppice.server.internal.access;

import dev.coppice.server.TokenScope;
import dev.coppice.settings.Settings;
import java.util.HashSet;
import java.util.List;
import org.jooq.DSLContext;

/** Holds the scopes of a new token against the chain of the database, which the table cannot do. */
public final class TokenScopes {
    private TokenScopes() {}

    /** The scopes with their ids as settings keep them; refuses those that are none. */
    public static List<TokenScope> canonical(DSLContext db, List<TokenScope> wanted) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        var types = new HashSet<String>();
        for (var one : wanted) {
            if (!types.add(one.scope().type())) {
                throw TokenChecks.invalid("A token has one scope of each type, and two were wanted of one type.");
            }
        }
        var chain = db.connectionResult(
                connection -> Settings.joining(connection).scopes().chain());
        return wanted.stream()
                .map(one -> new TokenScope(chain.canonical(one.scope()), one.manages()))
                .toList();
    }
}
