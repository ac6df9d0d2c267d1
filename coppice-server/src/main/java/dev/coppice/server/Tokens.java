package dev.coppice.server;

import static dev.coppice.server.internal.access.ApiTokenScopeTable.SCOPES;
import static dev.coppice.server.internal.access.ApiTokenTable.API_TOKEN;
import static dev.coppice.server.internal.access.ApiTokenTable.CREATED_AT;
import static dev.coppice.server.internal.access.ApiTokenTable.CREATED_BY;
import static dev.coppice.server.internal.access.ApiTokenTable.EXPIRES_AT;
import static dev.coppice.server.internal.access.ApiTokenTable.ID;
import static dev.coppice.server.internal.access.ApiTokenTable.LAST_USED_AT;
import static dev.coppice.server.internal.access.ApiTokenTable.NAME;
import static dev.coppice.server.internal.access.ApiTokenTable.REVOKED_AT;
import static dev.coppice.server.internal.access.ApiTokenTable.REVOKED_BY;
import static dev.coppice.server.internal.access.ApiTokenTable.REVOKED_REASON;
import static dev.coppice.server.internal.access.ApiTokenTable.ROLE;
import static dev.coppice.server.internal.access.ApiTokenTable.SECRET_HASH;
import static org.jooq.impl.DSL.noCondition;

import dev.coppice.server.document.CursorPage;
import dev.coppice.server.internal.access.AccessAudit;
import dev.coppice.server.internal.access.ApiTokenScopeTable;
import dev.coppice.server.internal.access.Secret;
import dev.coppice.server.internal.access.TokenChecks;
import dev.coppice.server.internal.access.TokenCursor;
import dev.coppice.server.internal.access.TokenScopes;
import dev.coppice.server.internal.home.DatabaseTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectField;

/**
 * API tokens: made, listed, revoked. Joins the caller's transaction and writes the audit entry of each change in it. Used by
 * one thread.
 */
public final class Tokens {
    private static final List<SelectField<?>> SHOWN =
            List.of(ID, NAME, ROLE, CREATED_BY, CREATED_AT, EXPIRES_AT, LAST_USED_AT, REVOKED_AT, SCOPES);

    private final DSLContext db;

    private Tokens(DSLContext db) {
        this.db = db;
    }

    /** Tokens in the transaction of {@code db}. */
    public static Tokens in(DSLContext db) {
        return new Tokens(db);
    }

    /**
     * Makes a token. Its secret is in the answer and nowhere else.
     *
     * @throws dev.coppice.ops.CoppiceException {@code token.invalid} for a name, lifetime, author or reason that cannot be, and
     *     for two scopes of one type; {@code settings.unknown-scope} and {@code settings.bad-scope-id} for a scope
     */
    public IssuedToken create(NewToken wanted) {
        TokenChecks.require(wanted);
        var scopes = TokenScopes.canonical(db, wanted.scopes());
        var secret = Secret.random(Secret.TOKEN);
        var row = db.insertInto(API_TOKEN)
                .set(NAME, wanted.name())
                .set(ROLE, wanted.role().word())
                .set(SECRET_HASH, secret.hash())
                .set(CREATED_BY, wanted.createdBy())
                .set(EXPIRES_AT, DatabaseTime.after(wanted.lifetime()))
                .returning(SHOWN)
                .fetchSingle();
        var token = token(row).scopes(scopes);
        ApiTokenScopeTable.insert(db, token.id(), scopes);
        new AccessAudit(db).created(token, wanted.reason());
        return new IssuedToken(token, secret.text());
    }

    /**
     * Lists tokens, newest first, ended ones included.
     *
     * @param after the {@code next} of the page before; empty for the first
     * @param limit 1 to 500
     * @throws dev.coppice.ops.CoppiceException {@code token.invalid} for a cursor or limit that cannot be
     */
    public CursorPage<Token> list(Optional<String> after, int limit) {
        TokenChecks.requireLimit(limit);
        var below = after.map(TokenCursor::parse).map(ID::lt).orElse(noCondition());
        var rows = db.select(SHOWN)
                .from(API_TOKEN)
                .where(below)
                .orderBy(ID.desc())
                .limit(limit + 1)
                .fetch(Tokens::token);
        if (rows.size() <= limit) {
            return new CursorPage<>(rows, null);
        }
        var items = rows.subList(0, limit);
        return new CursorPage<>(items, TokenCursor.after(items.getLast().id()));
    }

    /**
     * Revokes a token, from the commit on; sessions opened with it end too. Revoking it again changes nothing and returns it
     * as it is; empty when there is no such token.
     *
     * @throws dev.coppice.ops.CoppiceException {@code token.invalid} for an author or reason that cannot be
     */
    public Optional<Token> revoke(long id, String by, String reason) {
        TokenChecks.requireActor(by, reason);
        var revoked = db.update(API_TOKEN)
                .set(REVOKED_AT, DatabaseTime.NOW)
                .set(REVOKED_BY, by)
                .set(REVOKED_REASON, reason)
                .where(ID.eq(id))
                .and(REVOKED_AT.isNull())
                .returning(SHOWN)
                .fetchOptional(Tokens::token);
        if (revoked.isEmpty()) {
            return find(id);
        }
        new AccessAudit(db).revoked(revoked.get(), by, reason);
        return revoked;
    }

    private Optional<Token> find(long id) {
        return db.select(SHOWN).from(API_TOKEN).where(ID.eq(id)).fetchOptional(Tokens::token);
    }

    private static Token token(Record row) {
        return new Token(
                row.get(ID),
                row.get(NAME),
                Role.of(row.get(ROLE)),
                row.get(CREATED_BY),
                new Token.Times(row.get(CREATED_AT), row.get(EXPIRES_AT), row.get(LAST_USED_AT), row.get(REVOKED_AT)),
                row.get(SCOPES));
    }
}
