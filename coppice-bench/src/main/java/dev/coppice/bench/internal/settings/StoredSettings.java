package dev.coppice.bench.internal.settings;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.Scene;
import dev.coppice.settings.Scope;
import dev.coppice.settings.SettingsSchema;
import dev.coppice.settings.Viewer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Fifty settings, public all of them, and fragments of domains and users up to a number: each domain or user has one of each.
 * Nothing in a contest changes them.
 */
record StoredSettings(int fragments, KeptConnection admin) implements Scene {
    private static final int SETTINGS = 50;
    private static final int SHARE_OF_DOMAINS = 10;
    private static final long SEED = 15;

    // language=SQL
    private static final String DEFINE = """
            INSERT INTO coppice_bench.setting_definition (name) SELECT 'setting-' || i FROM generate_series(0, 49) AS i;
            INSERT INTO coppice_bench.setting_entry (name, scope_type)
            SELECT d.name, s.type FROM coppice_bench.setting_definition AS d, coppice_bench.setting_scope AS s
            """;

    /** Makes the tables and fills them. */
    static StoredSettings create(int fragments, Arena arena) throws SQLException {
        var admin = arena.admin();
        SettingsSchema.install(admin.source(), Arena.SCHEMA);
        admin.execute("ALTER TABLE coppice_bench.setting_fragment SET (autovacuum_enabled = off)");
        admin.execute(DEFINE);
        var stored = new StoredSettings(fragments, admin);
        stored.fill("public", "''", SETTINGS);
        stored.fill("domain", "lpad(to_hex(i / 50), 32, '0')::uuid::text", stored.ofDomains());
        stored.fill("user", "lpad(to_hex(i / 50), 32, '0')::uuid::text", fragments - SETTINGS - stored.ofDomains());
        admin.execute("TRUNCATE coppice_bench.setting_change");
        admin.execute("VACUUM ANALYZE coppice_bench.setting_fragment");
        admin.execute("ANALYZE coppice_bench.setting_entry");
        return stored;
    }

    static void drop(Arena arena) throws SQLException {
        arena.admin().execute("DROP SCHEMA coppice_bench CASCADE; CREATE SCHEMA coppice_bench");
    }

    /** Somebody for each read, drawn by lot and always the same. */
    List<Viewer> viewers(int count) {
        var random = new Random(SEED);
        var viewers = new ArrayList<Viewer>();
        for (var viewer = 0; viewer < count; viewer++) {
            var domain = random.nextInt(Math.max(1, ofDomains() / SETTINGS));
            var user = random.nextInt(Math.max(1, (fragments - SETTINGS - ofDomains()) / SETTINGS));
            viewers.add(Viewer.in(Scope.of("domain", id(domain)), Scope.of("user", id(user))));
        }
        return viewers;
    }

    @Override
    public void prepare() {}

    @Override
    public String remains() throws SQLException {
        return admin.text("SELECT count(*) FROM coppice_bench.setting_change");
    }

    private int ofDomains() {
        return fragments / SHARE_OF_DOMAINS;
    }

    private void fill(String type, String id, int count) throws SQLException {
        if (count > 0) {
            // language=SQL
            admin.execute("""
            INSERT INTO coppice_bench.setting_fragment (name, scope_type, scope_id, value)
            SELECT 'setting-' || i %% 50, '%1$s', %2$s, jsonb_build_object(
                'colour', md5(i::text), 'size', i, '%1$s', true,
                'header', jsonb_build_object('logo', md5('l' || i), 'height', 20, '%1$s', jsonb_build_array('a', 'b', i)),
                'flags', jsonb_build_object('a', true, 'k' || i %% 7, null))
            FROM generate_series(0, %3$d) AS i
            """.formatted(type, id, count - 1));
        }
    }

    private static String id(int number) {
        return new UUID(0, number).toString();
    }
}
