package dev.coppice.server.internal.access;

import static dev.coppice.server.internal.access.ApiTokenScopeTable.SCOPES;
import static dev.coppice.server.internal.access.ApiTokenTable.API_TOKEN;
import static dev.coppice.server.internal.access.ApiTokenTable.ID;
import static dev.coppice.server.internal.access.ApiTokenTable.LAST_USED_AT;
import static dev.coppice.server.internal.access.ApiTokenTable.NAME;
import static dev.coppice.server.internal.access.ApiTokenTable.ROLE;
import static dev.coppice.server.internal.access.ApiTokenTable.SECRET_HASH;
import static dev.coppice.server.internal.access.ApiTokenTable.usable;
import static org.jooq.impl.DSL.field;

import dev.coppice.server.Role;
import dev.coppice.server.internal.home.DatabaseTime;
import java.time.Duration;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Finds the token a secret belongs to and notes, at most once a minute, that it was used. */
final class TokenCheck {
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final DSLContext db;

    TokenCheck(DSLContext db) {
        this.db = db;
    }

    Credential check(Secret secret) {
        Field<Boolean> usable = field(usable());
        Field<Boolean> due = field(dueForNote());
        var row = db.select(ID, NAME, ROLE, SCOPES, usable, due)
                .from(API_TOKEN)
                .where(SECRET_HASH.eq(secret.hash()))
                .fetchOne();
        if (row == null) {
            return new Credential.Unknown();
        }
        if (!row.get(usable)) {
            return new Credential.Spent();
        }
        if (row.get(due)) {
            noteUse(row.get(ID));
        }
        return new Credential.Good(
                new Principal.Bearer(row.get(ID), row.get(NAME), Role.of(row.get(ROLE)), row.get(SCOPES)));
    }

    private void noteUse(long id) {
        db.update(API_TOKEN)
                .set(LAST_USED_AT, DatabaseTime.NOW)
                .where(ID.eq(id))
                .and(dueForNote()) // repeated: of many requests at once, one writes
                .execute();
    }

    private static Condition dueForNote() {
        return LAST_USED_AT.isNull().or(LAST_USED_AT.lt(DatabaseTime.before(NOTED_EVERY)));
    }
}
