package dev.coppice.prune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the guide on restoring shows. */
@PostgresTest(Isolation.DATABASE)
class RestoringGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));

    @TempDir
    private Path folder;

    @Test
    void the_guides_java_is_the_one_below() throws IOException {
        var here = withoutSpace(Files.readString(
                ROOT.resolve("coppice-prune/src/test/java/dev/coppice/prune/RestoringGuideTest.java"), UTF_8));
        var java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/guides/restoring.md"), UTF_8));
        assertThat(java.results())
                .hasSize(4)
                .allSatisfy(example -> assertThat(here).contains(withoutSpace(example.group(1))));
    }

    @Test
    void a_campaign_is_undone(TestDatabase db) {
        Shop.open(db, 60);
        var before = Copies.of(db, "app");
        var campaign = Restoring.prune(db, Shop.archived(folder).build());
        var key = new Database(db)
                .list("SELECT substr(line, 2, 36) FROM copied.\"app.session\" AS c WHERE NOT EXISTS"
                        + " (SELECT FROM app.session AS s WHERE s.id::text = substr(c.line, 2, 36)) LIMIT 1")
                .getFirst();
        var database = db.dataSource();
        try (var store = ArchiveStores.folder(folder)) {
            var archive = Archive.in(store, campaign.archiveId().orElseThrow()).read();
            var restores = Restores.on(database);
            var act = Act.of("ann", "ticket 4711: they are still billed");

            var preview = restores.preview(archive, RestoreOptions.by(act)); // reads, and writes nothing
            var report = restores.restore(archive, RestoreOptions.by(act), RestoreListener.NONE);
            assertThat(report.restored()).isEqualTo(preview.restored());
            before.requireBack();

            db.execute("TRUNCATE app.session CASCADE");
            var sessions = RestoreOptions.by(act).table(TableName.parse("app.session"));
            restores.restore(archive, sessions.where("note LIKE '%7'"), RestoreListener.NONE);
            restores.restore(archive, sessions.key(List.of(key)), RestoreListener.NONE);
            assertThat(new Database(db).list("SELECT count(*) > 1 FROM app.session"))
                    .containsExactly("t");

            restores.restore(archive, RestoreOptions.by(act).into("rescue"), RestoreListener.NONE);
            assertThat(new Database(db).list("SELECT count(*) FROM rescue.session"))
                    .containsExactly(String.valueOf(campaign.counts().roots()));

            var gc = ArchiveGc.on(database);
            var plan = gc.plan(store); // changes nothing
            gc.execute(store, act);
            assertThat(plan.waste()).isEmpty();
        }
    }

    private static String withoutSpace(String java) {
        return java.replaceAll("\\s+", "");
    }
}
