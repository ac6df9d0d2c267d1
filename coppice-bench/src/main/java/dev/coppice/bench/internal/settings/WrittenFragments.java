package dev.coppice.bench.internal.settings;

import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.Scene;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Fragments to be written, every other of which is there already with another value. */
record WrittenFragments(int count, KeptConnection admin) implements Scene {
    private static final int SETTINGS = 50;

    List<NewFragment> wanted() {
        return IntStream.range(0, count)
                .mapToObj(i -> NewFragment.of(
                        "setting-" + i % SETTINGS,
                        Scope.of("user", new UUID(0, i / SETTINGS).toString()),
                        Document.parse("{\"colour\":\"red\",\"header\":{\"size\":" + i + "}}")))
                .toList();
    }

    @Override
    public void prepare() throws SQLException {
        // language=SQL
        admin.execute("""
            TRUNCATE coppice_bench.setting_fragment, coppice_bench.setting_change;
            INSERT INTO coppice_bench.setting_fragment (name, scope_type, scope_id, value)
            SELECT 'setting-' || i %% 50, 'user', lpad(to_hex(i / 50), 32, '0')::uuid::text, '{"old": true}'
            FROM generate_series(0, %d, 2) AS i;
            ANALYZE coppice_bench.setting_fragment
            """.formatted(count - 1));
    }

    @Override
    public String remains() throws SQLException {
        return admin.text("SELECT md5(string_agg(concat_ws('|', name, scope_id, value, version), E'\\n'"
                + " ORDER BY name, scope_id)) FROM coppice_bench.setting_fragment");
    }
}
