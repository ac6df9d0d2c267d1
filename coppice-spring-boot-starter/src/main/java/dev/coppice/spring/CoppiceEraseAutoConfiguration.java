package dev.coppice.spring;

import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.Subject;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Gives an application {@link Erasures} and {@link Erasing} by its subjects, where {@code coppice.erase.enabled} is true: those under
 * {@code coppice.subjects}, those of a {@code coppice.yaml}, and its beans.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@EnableConfigurationProperties(EraseProperties.class)
public final class CoppiceEraseAutoConfiguration {
    /** Called by Spring. */
    public CoppiceEraseAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Erasures.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.erase.enabled")
    @DependsOnDatabaseInitialization
    Erasures coppiceErasures(DataSource source, EraseProperties properties, ObjectProvider<ReceiptSigner> signers) {
        var erasures = Erasures.on(SpringTransaction.target(source));
        var bean = signers.getIfAvailable();
        var file = properties.keyFile();
        if (bean != null && file != null) {
            throw new IllegalStateException("receipts are signed by a bean "
                    + bean.getClass().getName() + " and by coppice.erase.key-file " + file + ": leave one of them out");
        }
        if (bean != null) {
            return erasures.signedBy(bean);
        }
        if (file == null) {
            return erasures;
        }
        var key = SigningKeyFile.at(file);
        return erasures.signedBy(ReceiptSigner.of(key.publicKey(), key::sign));
    }

    @Bean
    @ConditionalOnMissingBean(Erasing.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.erase.enabled")
    @DependsOnDatabaseInitialization
    Erasing coppiceErasing(Erasures erasures, Environment environment, ObjectProvider<Subject> beans) {
        var declared = Declarations.of(environment).subjects().entrySet().stream()
                .map(subject -> new Subject(subject.getKey(), subject.getValue()));
        return Erasing.with(
                erasures, Stream.concat(declared, beans.orderedStream()).toList());
    }
}
