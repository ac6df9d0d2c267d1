package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Staged objects of things "a" and "a1" under each of their members. */
final class ObjectsFixture implements StepContract.Fixture {
    private final TestDatabase db;
    private final Path folder;

    ObjectsFixture(TestDatabase db, Path folder) {
        this.db = db;
        this.folder = folder;
        db.execute("""
                CREATE TABLE ${schema}.thing (thing_id text PRIMARY KEY, status text);
                CREATE TABLE ${schema}.member (user_id int, thing_id text);
                """);
    }

    ObjectsStep step() {
        return (ObjectsStep)
                Declared.in(db, """
                        - name: remove-staged
                          objects: { store: "file:FOLDER", prefix: "user-staging/{user_id}/{id}/",
                            each: "select user_id from ${schema}.member where thing_id = {id}" }
                        """.replace("FOLDER", folder.resolve("store").toString()))
                        .step("remove-staged");
    }

    @Override
    public TestContext fill() throws IOException {
        db.execute("TRUNCATE ${schema}.member");
        db.execute("INSERT INTO ${schema}.member VALUES (1, 'a'), (2, 'a'), (1, 'a1')");
        try (var store = ArchiveStores.folder(folder.resolve("store"))) {
            for (var object : store.list("")) {
                store.delete(object.name());
            }
            for (var name : List.of("1/a/one", "1/a/deep/two", "2/a/empty", "1/a1/theirs", "3/a/other", "1/a.theirs")) {
                store.put("user-staging/" + name, name.endsWith("empty") ? new byte[0] : name.getBytes(UTF_8));
            }
        }
        return fresh();
    }

    @Override
    public TestContext fresh() {
        return TestContext.of(db, "a");
    }

    @Override
    public StepContext stale() {
        return fresh().afterTakeOver();
    }

    @Override
    public boolean neighbourUntouched() throws IOException {
        return names().containsAll(
                        List.of("user-staging/1/a.theirs", "user-staging/1/a1/theirs", "user-staging/3/a/other"));
    }

    @Override
    public boolean cutOff() throws IOException {
        Files.move(folder.resolve("store"), folder.resolve("away"));
        return true;
    }

    void forgetRows() {
        db.execute("DELETE FROM ${schema}.member");
    }

    void put(String name, String content) throws IOException {
        try (var store = ArchiveStores.folder(folder.resolve("store"))) {
            store.put(name, content.getBytes(UTF_8));
        }
    }

    List<String> names() throws IOException {
        try (var store = ArchiveStores.folder(folder.resolve("store"))) {
            return store.list("").stream().map(StoredObject::name).toList();
        }
    }
}
