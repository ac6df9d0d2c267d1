package dev.coppice.settings.internal.read;

import dev.coppice.settings.Scope;
import dev.coppice.settings.SettingsSchema;
import dev.coppice.settings.Viewer;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;

/** The tables of settings in one schema, written past the repositories. */
record Tables(TestDatabase db, String schema) {
    static final Scope ACME = Scope.of("domain", "00000000-0000-4000-8000-00000000acee");
    static final Scope ADA = Scope.of("user", "00000000-0000-4000-8000-00000000ada0");
    static final Scope BOB = Scope.of("user", "00000000-0000-4000-8000-00000000b0b0");
    static final Viewer ADA_OF_ACME = Viewer.in(ACME, ADA);

    static Tables in(TestDatabase db) {
        return in(db, db.schema());
    }

    static Tables in(TestDatabase db, String schema) {
        SettingsSchema.install(db.dataSource(), schema);
        return new Tables(db, schema);
    }

    /** Settings that may be set everywhere. */
    Tables define(String... names) {
        for (var name : names) {
            run("INSERT INTO ${s}.setting_definition (name) VALUES ('" + name + "')");
            run("INSERT INTO ${s}.setting_entry (name, scope_type) SELECT '" + name
                    + "', type FROM ${s}.setting_scope");
        }
        return this;
    }

    Tables say(Scope scope, String name, String json) {
        run("INSERT INTO ${s}.setting_fragment (name, scope_type, scope_id, value) VALUES ('%s', '%s', '%s', '%s')"
                .formatted(name, scope.type(), scope.id(), json));
        return this;
    }

    Tables change(Scope scope, String name, String json) {
        run("UPDATE ${s}.setting_fragment SET value = '%s' WHERE name = '%s' AND scope_type = '%s' AND scope_id = '%s'"
                .formatted(json, name, scope.type(), scope.id()));
        return this;
    }

    void run(String sql) {
        db.execute(sql.replace("${s}", '"' + schema + '"'));
    }

    /** Takes the notifications out of the triggers, as a pooler would swallow them. */
    void silence() {
        run("""
            DO $do$ DECLARE f regproc; BEGIN
                FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = '${s}'::regnamespace LOOP
                    EXECUTE replace(pg_get_functiondef(f), 'PERFORM pg_notify(''coppice_settings'', TG_TABLE_SCHEMA);', '');
                END LOOP;
            END $do$""");
    }

    long count(String query) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query.replace("${s}", '"' + schema + '"'))) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
