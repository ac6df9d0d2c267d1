package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Creator;
import dev.coppice.ops.Key;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Updater;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import java.util.Map;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** Hibernate's transactions, its connection, and what its persistence context does not notice. */
@PostgresTest
class JpaTest {
    private final Table<Record> author;
    private final Field<Integer> id;
    private final Field<String> name;
    private final Table<Record> book;
    private final Field<Integer> writtenBy;
    private final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
    private final EntityManager entities;
    private final JpaTransactionManager manager;
    private final Ops ops;

    /** An author, as JPA sees one. */
    @Entity(name = "author")
    static class Author {
        @Id
        int id;

        String name = "";
    }

    JpaTest(TestDatabase db) {
        db.execute("""
            CREATE TABLE ${schema}.author (id int PRIMARY KEY, name text NOT NULL);
            CREATE TABLE ${schema}.book (written_by int NOT NULL REFERENCES ${schema}.author);
            """);
        author = DSL.table(DSL.name(db.schema(), "author"));
        id = DSL.field(DSL.name(db.schema(), "author", "id"), SQLDataType.INTEGER);
        name = DSL.field(DSL.name(db.schema(), "author", "name"), SQLDataType.VARCHAR);
        book = DSL.table(DSL.name(db.schema(), "book"));
        writtenBy = DSL.field(DSL.name(db.schema(), "book", "written_by"), SQLDataType.INTEGER);
        factory.setDataSource(db.dataSource());
        factory.setManagedTypes(PersistenceManagedTypes.of(Author.class.getName()));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of("hibernate.default_schema", db.schema()));
        factory.afterPropertiesSet();
        var built = Objects.requireNonNull(factory.getObject());
        entities = SharedEntityManagerCreator.createSharedEntityManager(built);
        manager = new JpaTransactionManager(built);
        ops = Notes.ops(db.dataSource());
    }

    @AfterEach
    void close() {
        factory.destroy();
    }

    @Test
    void a_flushed_entity_and_the_row_that_names_it_commit_together() {
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            entities.persist(anAuthor(1));
            entities.flush();
            ops.write(w -> w.create(Creator.into(book).set(writtenBy, 1)).orThrow());
        });
        assertThat(names(1)).isEqualTo("named by JPA");
    }

    @Test
    void entity_and_row_roll_back_together() {
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            entities.persist(anAuthor(1));
            entities.flush();
            ops.write(w -> w.create(Creator.into(book).set(writtenBy, 1)).orThrow());
            status.setRollbackOnly();
        });
        boolean there = ops.read(r -> r.find(Key.in(author).with(id, 1)).isPresent());
        assertThat(there).isFalse();
    }

    @Test
    void an_entity_that_is_not_flushed_is_not_there_for_ops() {
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            entities.persist(anAuthor(1));
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> ops.write(
                            w -> w.create(Creator.into(book).set(writtenBy, 1)).orThrow()))
                    .returns("write.foreign-key-violation", CoppiceException::code);
        });
        assertThat(names(1)).isEqualTo("named by JPA");
    }

    @Test
    void an_entity_that_was_read_before_is_stale_until_refreshed() {
        ops.write(
                w -> w.create(Creator.into(author).set(id, 1).set(name, "old")).orThrow());
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            var read = entities.find(Author.class, 1);
            ops.write(w ->
                    w.update(Updater.of(author).key(id, 1).set(name, "new")).orThrow());
            assertThat(entities.find(Author.class, 1).name).isEqualTo("old");
            entities.refresh(read);
            assertThat(read.name).isEqualTo("new");
        });
    }

    @Test
    void a_read_only_transaction_refuses_writes() {
        var readOnly = new TransactionTemplate(manager);
        readOnly.setReadOnly(true);
        readOnly.executeWithoutResult(status -> assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() ->
                        ops.write(w -> w.create(Creator.into(author).set(id, 1)).orThrow()))
                .returns("joining.read-only", CoppiceException::code));
    }

    private static Author anAuthor(int number) {
        var author = new Author();
        author.id = number;
        author.name = "named by JPA";
        return author;
    }

    private String names(int number) {
        return ops.read(
                r -> r.find(Key.in(author).with(id, number)).orElseThrow().get(name));
    }
}
