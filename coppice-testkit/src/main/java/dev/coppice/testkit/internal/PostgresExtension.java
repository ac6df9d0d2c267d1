package dev.coppice.testkit.internal;

import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Opens the database a test asks for and checks what the test left behind.
 *
 * <p>The sandbox lives in the store of the context that first asked for it, and JUnit closes it with that context: a
 * sandbox of one test ends with the test, one that a class shares ends with the class, and each is checked at its end. A
 * check throws; when the test has failed already, JUnit keeps the test's own error and adds the check's as suppressed.
 */
public final class PostgresExtension
        implements ParameterResolver, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    private record Owned(SandboxDatabase database, String owner) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            database.close();
        }
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        Owned.class,
                        key -> new Owned(
                                SandboxDatabase.open(
                                        PostgresServer.shared(),
                                        declared(context).value()),
                                context.getUniqueId()),
                        Owned.class)
                .database();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(LogWatch.class, LogWatch.begin());
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        var problems = new ArrayList<>(leftBehind(context));
        var log = context.getStore(NAMESPACE).remove(LogWatch.class, LogWatch.class);
        if (log != null) {
            problems.addAll(log.problems(declared(context).maxLog(), expected(context)));
        }
        fail("The test left something behind:", problems);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        fail("The tests of this class left something behind:", leftBehind(context));
    }

    private static List<String> leftBehind(ExtensionContext context) throws SQLException {
        @Nullable Owned sandbox = context.getStore(NAMESPACE).get(Owned.class, Owned.class);
        if (sandbox == null || !sandbox.owner().equals(context.getUniqueId())) {
            return List.of();
        }
        return sandbox.database().leftBehind();
    }

    private static void fail(String introduction, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new AssertionError(introduction + "\n  - " + String.join("\n  - ", problems));
        }
    }

    private static PostgresTest declared(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), PostgresTest.class, context.getEnclosingTestClasses())
                .orElseThrow(() -> new IllegalStateException("PostgresExtension comes with @PostgresTest"));
    }

    private static List<ExpectedLog> expected(ExtensionContext context) {
        return Arrays.asList(context.getRequiredTestMethod().getAnnotationsByType(ExpectedLog.class));
    }
}
