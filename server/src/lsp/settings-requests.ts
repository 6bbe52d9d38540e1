// The extension's requests about the settings of a configuration.

import type { Connection } from 'vscode-languageserver';
import type { PostfixService } from '../service.ts';
import type { Answers } from './answers.ts';
import {
  type ChangeParameterResult,
  type CheckParameterResult,
  changeParameterRequest,
  checkParameterRequest,
  type EffectiveConfigurationParams,
  type EffectiveConfigurationResult,
  effectiveConfigurationRequest,
  type ListingParams,
  type ListingResult,
  listingRequest,
  type ParameterParams,
  type ParameterResult,
  type ParametersParams,
  type ParametersResult,
  type ParameterValueParams,
  parameterRequest,
  parametersRequest,
  type ServicesParams,
  type ServicesResult,
  servicesRequest,
} from './protocol.ts';

const nothing = (): null => null;

export function listenToSettings(
  connection: Connection,
  answers: Answers,
  service: () => PostfixService,
): void {
  connection.onRequest<ServicesResult, void>(
    servicesRequest,
    answers.handler<ServicesParams, ServicesResult>(
      'services',
      nothing,
      async ({ uri }, token) => (await service().services(uri, token)) ?? null,
    ),
  );
  connection.onRequest<EffectiveConfigurationResult, void>(
    effectiveConfigurationRequest,
    answers.handler<EffectiveConfigurationParams, EffectiveConfigurationResult>(
      'effective configuration',
      nothing,
      async ({ uri, service: key }, token) =>
        (await service().effectiveConfiguration(uri, key, token)) ?? null,
    ),
  );
  connection.onRequest<ListingResult, void>(
    listingRequest,
    answers.handler<ListingParams, ListingResult>(
      'listing',
      nothing,
      async ({ uri, texts }, token) => (await service().listing(uri, texts, token)) ?? null,
    ),
  );
  connection.onRequest<ParametersResult, void>(
    parametersRequest,
    answers.handler<ParametersParams, ParametersResult>(
      'parameters',
      nothing,
      async ({ uri }, token) => (await service().parameters(uri, token)) ?? null,
    ),
  );
  connection.onRequest<ParameterResult, void>(
    parameterRequest,
    answers.handler<ParameterParams, ParameterResult>(
      'parameter',
      nothing,
      async ({ uri, name }, token) => (await service().parameter(uri, name, token)) ?? null,
    ),
  );
  connection.onRequest<CheckParameterResult, void>(
    checkParameterRequest,
    answers.handler<ParameterValueParams, CheckParameterResult>(
      'check of a value',
      nothing,
      async ({ uri, name, value }, token) =>
        (await service().checkParameter(uri, name, value, token)) ?? null,
    ),
  );
  connection.onRequest<ChangeParameterResult, void>(
    changeParameterRequest,
    answers.handler<ParameterValueParams, ChangeParameterResult>(
      'change of a parameter',
      nothing,
      async ({ uri, name, value }, token) =>
        (await service().changeParameter(uri, name, value, token)) ?? null,
    ),
  );
}
