package pactwork.engine;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.camunda.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.camunda.bpm.spring.boot.starter.event.PostDeployEvent;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * Camunda 7 and its REST API, nothing else: every delegate is an external task served outside this process.
 *
 * <p>The engine holds no business truth, yet whoever reaches its REST API can move every process: so it asks
 * for a password, checks authorizations and listens on the loopback interface unless told otherwise.
 */
@SpringBootApplication
public class Application {

  public static void main(String... args) {
    SpringApplication.run(Application.class, args);
  }

  /** HTTP basic on the whole REST API. Async, or the long poll of a worker would be refused. */
  @Bean
  FilterRegistrationBean<ProcessEngineAuthenticationFilter> restAuthentication() {
    var registration = new FilterRegistrationBean<>(new ProcessEngineAuthenticationFilter());

    registration.setName("camunda-auth");
    registration.setAsyncSupported(true);
    registration.addUrlPatterns("/engine-rest/*");
    registration.addInitParameter("authentication-provider", HttpBasicAuthenticationProvider.class.getName());
    registration.addInitParameter("rest-url-pattern-prefix", "/engine-rest");

    return registration;
  }

  /**
   * The starter creates the technical user once and never looks at it again; without this a password changed in
   * the environment would lock everybody out of an existing database.
   */
  @Bean
  TechnicalUser technicalUser(
      IdentityService identities,
      @Value("${camunda.bpm.admin-user.id}") String id,
      @Value("${camunda.bpm.admin-user.password}") String password) {
    return new TechnicalUser(identities, id, password);
  }

  record TechnicalUser(IdentityService identities, String id, String password) {

    @EventListener
    void followThePassword(PostDeployEvent started) {
      if (identities.checkPassword(id, password)) return;

      var user = identities.createUserQuery().userId(id).singleResult();
      if (user == null) return;

      user.setPassword(password);
      identities.saveUser(user);
      identities.unlockUser(id);
    }
  }
}
