package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

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
        return (ObjectsStep) declared().step("remove-staged");
    }

    private Declared declared() {
        return Declared.in(db, """
                        - name: remove-staged
                          objects: { store: "file:FOLDER", prefix: "user-staging/{user_id}/{id}/",
                            each: "select user_id from ${schema}.member where thing_id = {id}" }
                        """.replace("FOLDER", folder.resolve("store").toString()));
    }

    /** Something that happens right after an object was deleted. */
    @FunctionalInterface
    interface Meanwhile {
        void deleted(String name) throws IOException;
    }

    /** The step on a store of which somebody else makes use. */
    ObjectsStep step(Meanwhile act) {
        var declared = declared();
        var config = declared.kind().steps().getFirst().objects().orElseThrow();
        return new ObjectsStep(
                declared.kind(), config, () -> shared(ArchiveStores.folder(folder.resolve("store")), act));
    }

    /** A store of which somebody else makes use. */
    static ArchiveStore shared(ArchiveStore real, Meanwhile act) {
        return (ArchiveStore) Proxy.newProxyInstance(
                ObjectsFixture.class.getClassLoader(),
                new Class<?>[] {ArchiveStore.class},
                (proxy, method, arguments) -> {
                    var answer = method.invoke(real, arguments);
                    if (method.getName().equals("delete")) {
                        act.deleted(String.valueOf(arguments[0]));
                    }
                    return answer;
                });
    }

    /** The step on a store that keeps an earlier version of each of these, until it is deleted. */
    ObjectsStep keeping(Set<String> earlier) {
        var declared = declared();
        var config = declared.kind().steps().getFirst().objects().orElseThrow();
        return new ObjectsStep(
                declared.kind(),
                config,
                () -> keeping(shared(ArchiveStores.folder(folder.resolve("store")), earlier::remove), earlier));
    }

    private static ArchiveStore keeping(ArchiveStore real, Set<String> earlier) {
        return (ArchiveStore) Proxy.newProxyInstance(
                ObjectsFixture.class.getClassLoader(),
                new Class<?>[] {ArchiveStore.class},
                (proxy, method, arguments) -> method.getName().equals("listEarlier")
                        ? earlier.stream()
                                .filter(name -> name.startsWith(String.valueOf(arguments[0])))
                                .map(name -> new StoredObject(name, 5, Instant.EPOCH))
                                .toList()
                        : method.invoke(real, arguments));
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

    /** As it looks when the disk is not mounted on its folder. */
    void unmount() throws IOException {
        cutOff();
        Files.createDirectory(folder.resolve("store"));
    }

    void removeOthers() throws IOException {
        try (var store = ArchiveStores.folder(folder.resolve("store"))) {
            for (var object : store.list("")) {
                if (!object.name().contains("/a/") || object.name().contains("/3/")) {
                    store.delete(object.name());
                }
            }
        }
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
